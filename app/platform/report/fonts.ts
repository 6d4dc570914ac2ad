import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import PDFDocument from 'pdfkit'

/** Family that charts are drawn and measured with; the fonts of it are embedded. */
export const FONT_FAMILY = 'Inter'
export type Weight = 400 | 600

const require = createRequire(import.meta.url)
const FILES: Readonly<Record<Weight, () => string>> = {
  400: () => require.resolve('@expo-google-fonts/inter/400Regular/Inter_400Regular.ttf'),
  600: () => require.resolve('@expo-google-fonts/inter/600SemiBold/Inter_600SemiBold.ttf'),
}

/** Files of the type that reports are set in, read once. */
const files = new Map<Weight, Buffer>()
const widths = new Map<string, number>()
const WIDTHS_MAX = 20_000
let measuring: PDFKit.PDFDocument | undefined

/** Makes the type known to a document: the letters that are used are embedded. */
export function registerFonts(document: PDFKit.PDFDocument): void {
  for (const weight of [400, 600] as const)
    document.registerFont(fontName(weight), fontFile(weight) as unknown as PDFKit.Mixins.PDFFontSource)
}

export function fontName(weight: Weight): string {
  return `${FONT_FAMILY}-${weight}`
}

/** Width of a line of text in the unit of its size. */
export function textWidth(text: string, size: number, weight: Weight): number {
  const key = `${weight}${text}`
  const known = widths.get(key)
  if (known !== undefined) return known * size
  if (measuring === undefined) {
    measuring = new PDFDocument({ autoFirstPage: false })
    registerFonts(measuring)
  }
  const width = measuring.font(fontName(weight)).fontSize(1).widthOfString(text)
  if (widths.size >= WIDTHS_MAX) widths.clear()
  widths.set(key, width)
  return width * size
}

function fontFile(weight: Weight): Buffer {
  const file = files.get(weight) ?? readFileSync(FILES[weight]())
  files.set(weight, file)
  return file
}
