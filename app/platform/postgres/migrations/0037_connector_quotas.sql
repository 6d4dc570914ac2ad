-- Units of a platform’s quota that were spent on a day of its time zone. The key holds a hash of the credentials, not them.
CREATE TABLE connector_quotas (
  limit_key text NOT NULL,
  day date NOT NULL,
  units integer NOT NULL,
  PRIMARY KEY (limit_key, day)
);
