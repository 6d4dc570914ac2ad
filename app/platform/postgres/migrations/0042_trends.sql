-- Up to which arrival the posts of a workspace are counted by hashtag and topic.
CREATE TABLE trends_cursors (
  workspace_id text PRIMARY KEY REFERENCES workspaces (id) ON DELETE CASCADE,
  -- Milliseconds since 1970, on the event store’s clock.
  arrived_at bigint NOT NULL,
  content_id text NOT NULL,
  counted_at timestamptz NOT NULL
);
