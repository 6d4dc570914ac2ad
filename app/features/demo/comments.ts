interface Comments {
  readonly quiz: readonly string[]
  readonly video: readonly string[]
}

const ENGLISH: Comments = {
  quiz: [
    'I got nine out of ten 😅',
    'So true, this is exactly me',
    'How is this so accurate?',
    'Second try was much better',
    'Question four is a trap',
    'My whole class did this today',
    'Playing it with my sister tonight',
    'More of these please!',
    'The last one got me',
    'A bit too easy, make a hard mode',
    'Not my result, but I will take it',
    'Finally one I can win',
    'I learned something, thanks',
    'Who else guessed every answer?',
    'Picture three is not clear on my phone',
  ],
  video: [
    'I have watched this five times',
    'The ending 😂',
    'How long did this take?',
    'Trying this at the weekend',
    'This made my day',
    'Part two please!',
    'Wait for the last second',
    'My dog does the same',
    'The sound is so good with headphones',
    'Showing this to my teacher',
    'I did not expect that',
    'A little long, but worth it',
    'So calm, I love it',
    'What song is this?',
    'You make it look easy',
  ],
}

/** Short harmless remarks by language; whoever speaks another one writes English. */
export const COMMENTS: Readonly<Record<string, Comments>> = {
  en: ENGLISH,
  es: {
    quiz: ['¡Me salió todo bien!', 'La cuatro es muy difícil', 'Soy yo, tal cual 😂', 'Otro como este, por favor', 'Casi, me faltó una'],
    video: ['¡Qué bonito!', 'Lo he visto tres veces', 'El final es lo mejor 😂', 'Mañana lo intento', '¿Cómo lo hacéis?'],
  },
  de: {
    quiz: [
      'Acht von zehn, immerhin',
      'Das bin genau ich',
      'Frage vier ist gemein 😅',
      'Bitte mehr davon!',
      'Beim zweiten Mal war es leicht',
    ],
    video: ['Schon dreimal geschaut', 'Wie schön ist das denn', 'Das probiere ich auch', 'Das Ende 😂', 'Teil zwei bitte!'],
  },
  fr: {
    quiz: ['C’est tout moi !', 'La dernière était dure', 'Encore un comme ça', 'Neuf sur dix, pas mal', 'Ma sœur a fait mieux 😅'],
    video: ['Trop bien !', 'Je l’ai regardé trois fois', 'La fin 😂', 'J’essaie ce week-end', 'Vivement la suite'],
  },
  pt: {
    quiz: ['Acertei quase tudo!', 'Sou eu mesmo 😂', 'A última é difícil', 'Quero mais', 'Na segunda vez foi melhor'],
    video: ['Que lindo!', 'Já vi três vezes', 'O final 😂', 'Vou tentar amanhã', 'Quero a parte dois'],
  },
  it: {
    quiz: ['Otto su dieci!', 'Sono proprio io', 'La quarta è un trabocchetto', 'Ancora, per favore', 'Ci riprovo 😅'],
    video: ['Bellissimo!', 'Visto tre volte', 'Il finale 😂', 'Ci provo anch’io', 'Quando esce la seconda parte?'],
  },
  pl: {
    quiz: ['Dziewięć na dziesięć!', 'To cała ja', 'Czwarte pytanie jest trudne', 'Więcej takich', 'Za drugim razem lepiej 😅'],
    video: ['Świetne!', 'Oglądam trzeci raz', 'Końcówka 😂', 'Jutro spróbuję', 'Czekam na drugą część'],
  },
  ja: {
    quiz: ['全問正解！', '最後の問題が難しい', '当たってる😂', 'もっとやりたい', '二回目はできた'],
    video: ['すごい！', '三回見ました', '最後が好き😂', '明日やってみる', '続きが見たい'],
  },
}

/** Remarks in a language, or English where there are none. */
export function commentsIn(language: string): Comments {
  return COMMENTS[language] ?? ENGLISH
}
