/** Standing of a news source: 1 major international, 2 national or regional, 3 any other. */
export type NewsTier = 1 | 2 | 3

/** A source that is known: names it goes by, and its domains. All in lower case. */
interface NewsSource {
  readonly names: readonly string[]
  readonly domains: readonly string[]
  readonly tier: 1 | 2
}

/** `name, other name = domain, other domain` */
function listed(tier: 1 | 2, lines: string): NewsSource[] {
  return lines
    .trim()
    .split('\n')
    .map((line) => {
      const [names = '', domains = ''] = line.split(' = ')
      return { names: names.trim().split(', '), domains: domains.trim().split(', '), tier }
    })
}

/**
 * Sources by standing: agencies and houses that are read across borders, then those of one country or region. It says how far a source
 * reaches, not how right it is. Whoever thinks otherwise has the setting TRILL_NEWS_SOURCES.
 */
export const NEWS_SOURCES: readonly NewsSource[] = [
  ...listed(
    1,
    `
reuters = reuters.com
associated press, ap, ap news, the associated press = apnews.com
agence france-presse, afp, france 24 = afp.com, france24.com
bbc, bbc news, bbc sport, bbc.com = bbc.com, bbc.co.uk
cnn, cnn international = cnn.com
the new york times, new york times, nyt = nytimes.com
the washington post, washington post = washingtonpost.com
the wall street journal, wall street journal, wsj = wsj.com
the guardian, guardian = theguardian.com
financial times, ft = ft.com
the economist = economist.com
bloomberg, bloomberg.com = bloomberg.com
al jazeera, al jazeera english = aljazeera.com, aljazeera.net
deutsche welle, dw, dw.com = dw.com
nhk world = nhk.or.jp
npr = npr.org
nbc news = nbcnews.com
abc news = abcnews.go.com, abcnews.com
cbs news = cbsnews.com
le monde = lemonde.fr
el país, el pais = elpais.com
der spiegel, spiegel = spiegel.de
nikkei, nikkei asia = nikkei.com
dpa = dpa.com
efe, agencia efe = efe.com
ansa = ansa.it
kyodo news = kyodonews.net
`,
  ),
  ...listed(
    2,
    `
times of india, the times of india = indiatimes.com
the hindu = thehindu.com
hindustan times = hindustantimes.com
the indian express, indian express = indianexpress.com
ndtv = ndtv.com
express, daily express = express.co.uk
the times, the sunday times = thetimes.co.uk, thetimes.com
the telegraph, telegraph = telegraph.co.uk
the independent, independent = independent.co.uk
daily mail, mail online = dailymail.co.uk
sky news = news.sky.com
itv news = itv.com
evening standard, the standard = standard.co.uk
usa today = usatoday.com
los angeles times, la times = latimes.com
chicago tribune = chicagotribune.com
the boston globe, boston globe = bostonglobe.com
san francisco chronicle = sfchronicle.com
new york post = nypost.com
politico = politico.com, politico.eu
the hill = thehill.com
axios = axios.com
time = time.com
newsweek = newsweek.com
forbes = forbes.com
cnbc = cnbc.com
fox news = foxnews.com
the globe and mail = theglobeandmail.com
toronto star = thestar.com
cbc, cbc news = cbc.ca
abc news australia = abc.net.au
the sydney morning herald = smh.com.au
the age = theage.com.au
nz herald = nzherald.co.nz
rnz = rnz.co.nz
the irish times, irish times = irishtimes.com
rté, rté news = rte.ie
south china morning post = scmp.com
the straits times = straitstimes.com
channel newsasia, cna = channelnewsasia.com
the japan times, japan times = japantimes.co.jp
asahi shimbun, 朝日新聞 = asahi.com
yomiuri shimbun, 読売新聞 = yomiuri.co.jp
mainichi shimbun, 毎日新聞 = mainichi.jp
the korea herald = koreaherald.com
yonhap, 연합뉴스 = yna.co.kr
chosun ilbo, 조선일보 = chosun.com
xinhua, 新华网 = xinhuanet.com, news.cn
süddeutsche zeitung = sueddeutsche.de
frankfurter allgemeine, faz = faz.net
die zeit, zeit online = zeit.de
die welt, welt = welt.de
tagesschau = tagesschau.de
neue zürcher zeitung, nzz = nzz.ch
der standard = derstandard.at
le figaro = lefigaro.fr
libération = liberation.fr
ouest-france = ouest-france.fr
franceinfo = francetvinfo.fr
el mundo = elmundo.es
la vanguardia = lavanguardia.com
abc = abc.es
la nación = lanacion.com.ar
clarín = clarin.com
el universal = eluniversal.com.mx
el tiempo = eltiempo.com
folha de s.paulo = folha.uol.com.br
o globo = oglobo.globo.com
g1 = g1.globo.com
público = publico.pt, publico.es
corriere della sera = corriere.it
la repubblica = repubblica.it
la stampa = lastampa.it
de volkskrant = volkskrant.nl
nrc = nrc.nl
nos = nos.nl
le soir = lesoir.be
svt = svt.se
dagens nyheter = dn.se
nrk = nrk.no
dr = dr.dk
yle = yle.fi
gazeta wyborcza = wyborcza.pl
haaretz = haaretz.com
the times of israel = timesofisrael.com
al arabiya = alarabiya.net
al-ahram = ahram.org.eg
daily sabah = dailysabah.com
hürriyet = hurriyet.com.tr
dawn = dawn.com
the daily star = thedailystar.net
the jakarta post = thejakartapost.com
bangkok post = bangkokpost.com
rappler = rappler.com
punch = punchng.com
daily nation, nation = nation.africa
news24 = news24.com
mail & guardian = mg.co.za
`,
  ),
]

const BY_NAME: ReadonlyMap<string, NewsTier> = new Map(
  NEWS_SOURCES.flatMap(({ names, tier }) => names.map((name) => [name, tier] as const)),
)
const BY_DOMAIN: ReadonlyMap<string, NewsTier> = new Map(
  NEWS_SOURCES.flatMap(({ domains, tier }) => domains.map((domain) => [domain, tier] as const)),
)

/**
 * Standing of a source by its whole name or by its domain, subdomains included; 3 where it is not listed. Parts of names do not count:
 * the “AP” of “Japan Times” is none.
 * @param own Judgements of one’s own, which go first: tiers by name or domain, in lower case.
 * @returns a function of a name, domain or address, in any case.
 */
export function newsTiers(own: ReadonlyMap<string, NewsTier>): (source: string) => NewsTier {
  return (source) => {
    const name = source.trim().toLowerCase()
    const domain = name.replace(/^[a-z]+:\/\//, '').replace(/[/?#:].*$/, '')
    const parts = domain.split('.').map((_, at, all) => all.slice(at).join('.'))
    const byDomain = (tiers: ReadonlyMap<string, NewsTier>) => parts.map((part) => tiers.get(part)).find((tier) => tier !== undefined)
    return own.get(name) ?? byDomain(own) ?? BY_NAME.get(name) ?? byDomain(BY_DOMAIN) ?? 3
  }
}
