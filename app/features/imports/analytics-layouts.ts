import { UnusableImport } from './rejections.ts'

/** What a column of an export holds, whatever it is called. */
export type AnalyticsColumn =
  | 'id'
  | 'link'
  | 'title'
  | 'published'
  | 'duration'
  | 'kind'
  | 'creator_id'
  | 'creator_name'
  | 'span'
  | 'views'
  | 'likes'
  | 'dislikes'
  | 'comments'
  | 'shares'
  | 'saves'
  | 'impressions'
  | 'reach'
  | 'clicks'
  | 'profile_visits'
  | 'follows'
  | 'watch_hours'
  | 'watch_seconds'
  | 'average_seconds'
  | 'completed_share'

export type AnalyticsPlatform = 'youtube' | 'tiktok' | 'instagram' | 'facebook' | 'x'

interface Export {
  readonly platform: AnalyticsPlatform
  readonly label: string
  /** A file that has all of these is such an export. */
  readonly marks: readonly AnalyticsColumn[]
  /** Names by language; German, French, Spanish, Portuguese and Russian write 1,5 for one and a half. */
  readonly names: Readonly<Record<string, Readonly<Partial<Record<AnalyticsColumn, string | readonly string[]>>>>>
}

const DECIMAL_COMMA = new Set(['de', 'fr', 'es', 'pt', 'ru'])

/** Exports by the names of their columns, each as it is written in lower case and without a currency behind it. */
const EXPORTS: readonly Export[] = [
  {
    platform: 'youtube',
    label: 'YouTube Studio, Content, Table data',
    marks: ['id', 'title', 'views'],
    names: {
      en: {
        id: 'content',
        title: 'video title',
        published: 'video publish time',
        views: 'views',
        watch_hours: 'watch time (hours)',
        follows: ['subscribers gained', 'subscribers'],
        impressions: ['impressions', 'thumbnail impressions'],
        average_seconds: 'average view duration',
        likes: 'likes',
        dislikes: 'dislikes',
        shares: 'shares',
        comments: 'comments added',
      },
      de: {
        id: ['inhalte', 'videos', 'content'],
        title: 'videotitel',
        published: 'veröffentlichungszeitpunkt des videos',
        views: 'aufrufe',
        watch_hours: 'wiedergabezeit (stunden)',
        follows: ['gewonnene abonnenten', 'abonnenten'],
        impressions: 'impressionen',
        average_seconds: 'durchschnittliche wiedergabedauer',
        likes: '„mag ich“-bewertungen',
        shares: 'geteilte inhalte',
        comments: 'hinzugefügte kommentare',
      },
      fr: {
        id: 'contenu',
        title: 'titre de la vidéo',
        published: 'heure de publication de la vidéo',
        views: 'vues',
        watch_hours: 'durée de visionnage (heures)',
        follows: ['abonnés gagnés', 'abonnés'],
        impressions: 'impressions',
        average_seconds: 'durée moyenne de visionnage',
        likes: "mentions j'aime",
        shares: 'partages',
        comments: 'commentaires ajoutés',
      },
      es: {
        id: 'contenido',
        title: ['título del vídeo', 'título del video'],
        published: ['hora de publicación del vídeo', 'hora de publicación del video'],
        views: ['visualizaciones', 'vistas'],
        watch_hours: ['tiempo de visualización (horas)', 'tiempo de reproducción (horas)'],
        follows: ['suscriptores ganados', 'suscriptores'],
        impressions: 'impresiones',
        average_seconds: ['duración media de la visualización', 'duración promedio de vistas'],
        likes: 'me gusta',
        shares: 'compartidos',
        comments: ['comentarios añadidos', 'comentarios agregados'],
      },
      pt: {
        id: 'conteúdo',
        title: 'título do vídeo',
        published: 'horário de publicação do vídeo',
        views: 'visualizações',
        watch_hours: 'tempo de exibição (horas)',
        follows: ['inscrições obtidas', 'inscritos'],
        impressions: 'impressões',
        average_seconds: 'duração média da visualização',
        likes: 'marcações "gostei"',
        shares: 'compartilhamentos',
        comments: 'comentários adicionados',
      },
      ja: {
        id: 'コンテンツ',
        title: ['動画のタイトル', '動画タイトル'],
        published: '動画公開時刻',
        views: '視聴回数',
        watch_hours: '総再生時間(単位: 時間)',
        follows: ['登録者増加数', 'チャンネル登録者'],
        impressions: 'インプレッション数',
        average_seconds: '平均視聴時間',
        likes: '高評価数',
        shares: '共有数',
        comments: 'コメントの追加回数',
      },
    },
  },
  {
    platform: 'x',
    label: 'X, account analytics, Content',
    marks: ['id', 'impressions', 'likes'],
    names: {
      en: {
        id: ['post id', 'tweet id'],
        link: ['post link', 'tweet permalink'],
        title: ['post text', 'tweet text'],
        impressions: 'impressions',
        likes: 'likes',
        comments: 'replies',
        shares: ['reposts', 'retweets'],
        saves: 'bookmarks',
        follows: ['new follows', 'follows'],
        profile_visits: ['profile visits', 'user profile clicks'],
        clicks: 'url clicks',
      },
    },
  },
  {
    platform: 'instagram',
    label: 'Meta Business Suite, Instagram',
    marks: ['id', 'creator_id', 'link'],
    names: {
      en: {
        id: 'post id',
        creator_id: 'account username',
        creator_name: 'account name',
        title: 'description',
        published: 'publish time',
        link: 'permalink',
        kind: 'post type',
        span: 'date',
        views: ['views', 'plays'],
        impressions: 'impressions',
        reach: 'reach',
        likes: 'likes',
        comments: 'comments',
        shares: 'shares',
        saves: 'saves',
        follows: 'follows',
      },
      ja: {
        id: '投稿id',
        creator_id: 'アカウントのユーザーネーム',
        creator_name: 'アカウント名',
        title: '説明',
        published: '公開時間',
        link: 'リンク',
        kind: '投稿タイプ',
        span: '日時',
        views: 'ビュー',
        reach: 'リーチ',
        likes: 'いいね!の数',
        comments: 'コメント数',
        shares: 'シェア数',
        saves: '保存数',
        follows: 'フォロー数',
      },
      ko: {
        id: '게시물 id',
        creator_id: '계정 사용자 이름',
        creator_name: '계정 이름',
        title: '설명',
        published: '게시 시간',
        link: '고유 링크',
        kind: '게시물 유형',
        span: '날짜',
        views: '조회',
        reach: '도달',
        likes: '좋아요',
        comments: '댓글',
        shares: '공유',
        saves: '저장',
        follows: '팔로우',
      },
    },
  },
  {
    platform: 'facebook',
    label: 'Meta Business Suite, Facebook',
    marks: ['id', 'creator_id', 'link'],
    names: {
      en: {
        id: 'post id',
        creator_id: 'page id',
        creator_name: 'page name',
        title: ['title', 'description'],
        published: 'publish time',
        link: 'permalink',
        kind: 'post type',
        span: 'date',
        views: 'views',
        impressions: 'impressions',
        reach: 'reach',
        likes: 'reactions',
        comments: 'comments',
        shares: 'shares',
        clicks: 'total clicks',
        watch_seconds: 'seconds viewed',
        average_seconds: 'average seconds viewed',
      },
    },
  },
  {
    platform: 'tiktok',
    label: 'TikTok Studio, Content',
    marks: ['link', 'views'],
    names: {
      en: {
        link: 'video link',
        title: 'video title',
        published: ['post time', 'video publish time'],
        views: 'total views',
        likes: ['total likes', 'likes'],
        comments: ['total comments', 'comments'],
        shares: ['total shares', 'shares'],
        saves: ['add to favorites', 'total bookmarks', 'total favorites'],
        reach: ['reach', 'reached audience'],
        watch_seconds: 'total play time',
        average_seconds: 'average watch time',
        completed_share: 'watched full video',
      },
    },
  },
]

/** Where the columns of one file stand. */
export interface AnalyticsLayout {
  readonly platform: AnalyticsPlatform
  /** Position of each column; those that the file lacks are not there. */
  readonly at: ReadonlyMap<AnalyticsColumn, number>
  readonly decimalComma: boolean
  readonly width: number
}

/** Recognises an export by the names of its columns, in any order. @throws UnusableImport naming what is known and what was found. */
export function analyticsLayout(header: readonly string[]): AnalyticsLayout {
  const found = header.map(plainName)
  for (const { platform, marks, names } of EXPORTS) {
    for (const [language, columns] of Object.entries(names)) {
      const at = placesOf(columns, found)
      if (marks.every((mark) => at.has(mark))) return { platform, at, decimalComma: DECIMAL_COMMA.has(language), width: header.length }
    }
  }
  throw new UnusableImport(unknownHeader(found))
}

function placesOf(columns: Readonly<Partial<Record<AnalyticsColumn, string | readonly string[]>>>, found: readonly string[]) {
  const places = Object.entries(columns).flatMap(([column, names]) => {
    const place = [names].flat().reduce((first, name) => (first >= 0 ? first : found.indexOf(name)), -1)
    return place < 0 ? [] : [[column as AnalyticsColumn, place] as const]
  })
  return new Map(places)
}

/** Soft hyphens, special spaces and marks of the beginning are no part of a name, nor is a currency behind it. */
export function plainName(name: string): string {
  return name
    .normalize('NFKC')
    .replaceAll(/[\u00ad\u200b-\u200f\u2060\ufeff]/g, '')
    .replaceAll(/\s+/gu, ' ')
    .trim()
    .toLowerCase()
    .replace(/ \((?:[a-z]{3})\)$/, '')
}

function unknownHeader(found: readonly string[]): string {
  const archive = (found[0] ?? '').startsWith('pk') && (found[0] ?? '').includes('\u0003')
  if (archive) return 'The file is a ZIP archive; unpack it and import the CSV in it, of YouTube Studio “Table data.csv”.'
  const days = found.includes('date') && !found.includes('post id')
  const hint = days ? ' A list by day says nothing about posts: export the content instead.' : ''
  const separated =
    found.length === 1 && /[;\t]/.test(found[0] ?? '') ? ' The values seem to be separated by another sign: set the delimiter.' : ''
  const known = EXPORTS.map(({ label }) => label).join('; ')
  return `This is no export that is known by its columns. Known are: ${known}. Found are ${found.join(',').slice(0, 300)}.${hint}${separated}`
}
