/**
 * The most frequent words of languages that say nothing about a topic, folded and without apostrophes. Words that are nouns in English
 * (`war`, `hat`, `man`, `rot`) are not in the lists of other languages.
 */
const LANGUAGES: Readonly<Record<string, string>> = {
  en: `a about above actually after again against all almost also always am an and any anything are arent around as at away back be became
    because been before behind being below best better between big both but by came can cant come could day did didnt do does doesnt doing dont
    down during each either else even ever every everybody everything few find first for from full get gets getting give go goes going gone
    gonna good got had has have havent having he her here hers herself hes hey hi him himself his how i id if ill im in into is isnt it its
    itself ive just keep know last least less let lets like ll look looks made make makes making many may maybe me might mine more most
    much must my myself need never new next no nobody not nothing now of off on once one only onto or other our ours out over own part
    people please put re really right said same say see seen shall she should since so some somebody someone something still such take
    tell than that thats the their them then there theres these they thing things think this those though three through to today together
    too took top two under until up upon us use used using ve very via vs want wants was wasnt watch way we well went were what whats
    when where whether which while who whole whom whos whose why will with within without wont would year years yes yet you youll your
    youre yours yourself youve`,
  de: `aber alle allem allen aller alles als also am an andere anderen auch auf aus bei beim bin bis bist da dabei damit dann das dass dein
    deine dem den denn der des dich die dies diese diesem diesen dieser dieses dir doch dort du durch ein eine einem einen einer eines
    er es etwas euch euer fur ganz gegen gibt habe haben heute hier hinter ich ihm ihn ihnen ihr ihre ihrem ihren im immer ins ist ja jede
    jeden jeder jetzt kann kein keine konnen machen macht mehr mein meine mich mir mit muss nach nicht nichts noch nun nur ob oder ohne
    schon sehr sein seine seit sich sie sind so soll sondern uber um und uns unser unsere unter viel vom von vor wann warum was weil wenn
    wer werden wie wieder will wir wird wo wurde zu zum zur zwischen`,
  es: `a al algo ante antes aqui asi aun aunque cada como con contra cual cuando cuanto de del desde donde dos e el ella ellas ellos en entre
    era es esa ese eso esta estaba estan estas este esto estos fue ha han hasta hay la las le les lo los mas me mi mis mientras muy nada ni no
    nos nosotros nuestra nuestro o os otra otro para pero poco por porque que quien se ser si sin sobre solo son su sus tambien tan te tiene
    tienen todo todos tu tus un una unas uno unos va ver vez y ya yo`,
  fr: `a ai au aussi autre aux avant avec avoir c ca car ce cela ces cest cet cette chez comme comment d dans de deja depuis des deux dit donc du
    elle elles en encore entre est et ete etre eu fait faire il ils j jai je jusqu l la le les leur leurs lui ma mais me meme mes moi moins mon
    n ne nos notre nous on ont ou par pas peu peut plus pour pourquoi qu quand que quel quelle qui s sa sans se ses si son sont sous sur
    ta te tes toi ton tous tout toute toutes tres tu un une va vers voici voila vos votre vous y`,
  it: `a ad agli ai al alla alle allo anche ancora che chi ci come con cosa cosi da dagli dai dal dalla dei del della delle dello di dopo dove
    e ed era essere fa fatto fino fra gli ha hai hanno ho i il in io la le lei li lo loro lui ma me mi mia mio molto ne nei nel nella nelle no
    noi non nostra nostro o ogni per perche pero piu poi prima qua quale quando quanto quella quello questa queste questi questo qui sa se
    sei senza si sia sono sotto su sua sul sulla suo tra tu tua tuo tutti tutto un una uno va vi voi`,
  nl: `aan achter af al alle als altijd andere bij dan dat de deze die dit doen door dus een eens elke en er ga gaan geen had heb hebben heeft
    hem het hier hoe hun iets ik in is ja je jij jullie kan komt kun kunnen maar mag me meer men met mij mijn moet na naar niet niets nog nu of
    om omdat ons onze ook op over te tegen toch toen tot uit van veel voor waar waarom wanneer was wat we wel wie wij wil worden wordt zal ze
    zelf zich zij zijn zo zonder zou`,
  pt: `a agora ainda ao aos aquele aqui as ate com como contra cada da das de dela dele depois do dois dos e ela elas ele eles em entre era essa
    esse esta estao estas este eu foi ha isso isto ja la lhe mais mas me mesmo meu meus minha muito na nao nas nem no nos nossa nosso num
    numa o onde os ou outra outro para pela pelo por porque qual quando que quem sao se sem ser seu seus sim sobre so sua suas tambem te
    tem toda todo todos tu tua tudo um uma umas uns vai ver voce voces`,
  pl: `aby ale bardzo bez bo byc byl byla bylo co czy dla do gdy gdzie go i ich ja jak jako jest jeszcze jego jej juz kiedy ktora ktore ktory lub
    ma mi mnie moze na nad nam nas nasz nie nim o od oraz po pod przed przez przy sa sie sobie ta tak tam te tego ten to tu ty tylko tym u w we wszystko
    z za ze`,
  ru: `а без бы был была были было быть в вам вас ваш во вот все всего всех вы где да даже для до его ее если есть еще же за здесь и из или им их к как
    ко когда кто ли мне может мы на над нам нас наш не него нее нет ни них но ну о об он она они оно от очень по под при с со так также там тебе тем то
    тоже только том тот ты у уже чем что чтобы эта эти это этот я`,
  tr: `ama ancak bana bazi ben beni benim bile bir biz bu cok da daha de değil degil diye en gibi hem hep her hic icin ile ise kadar ki mi mu
    ne neden nasil o olan olarak oldu olur onu sen siz sey su ve veya ya`,
  ja: `の に は を が と も で て た だ な か ら よ ね や へ から まで です ます この その あの これ それ あれ する した して いる ある ない こと もの`,
  zh: `的 了 是 在 我 有 和 就 不 人 都 一 一个 上 也 很 到 说 要 去 你 会 着 没有 看 好 自己 这 那 他 她 它 们 我们 你们 他们 什么 怎么 吗 吧 呢 啊 与 及 為 為什麼 這 個`,
}

const LISTS = Object.entries(LANGUAGES).map(([language, words]) => ({ language, words: new Set(words.split(/\s+/)) }))

/**
 * The list of the language that most of these words are of, English where none has more: a word of one language is often a topic in another.
 * @param words Folded, without apostrophes.
 */
export function stopWordsOf(words: readonly string[]): ReadonlySet<string> {
  const different = [...new Set(words)]
  let best = { words: LISTS[0]?.words as ReadonlySet<string>, hits: -1 }
  for (const list of LISTS) {
    const hits = different.filter((word) => list.words.has(word)).length
    if (hits > best.hits) best = { words: list.words, hits }
  }
  return best.words
}
