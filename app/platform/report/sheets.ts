import PDFDocument from 'pdfkit'
import type { Drawing } from '../../ui/drawing.ts'
import { token } from './colours.ts'
import type { ReportDocument } from './document.ts'
import { fontName, registerFonts, textWidth, type Weight } from './fonts.ts'
import { paintDrawing } from './paint.ts'
import type { TextStyle } from './text-lines.ts'

type Paper = Parameters<ReportDocument['make']>[2]['paper']

/** Width and height in points. */
export const PAPERS: Readonly<Record<Paper, readonly [width: number, height: number]>> = { A4: [595.28, 841.89], Letter: [612, 792] }

interface SheetsOptions {
  readonly paper: Paper
  readonly title: string
  readonly subject: string
  /** What the document is about, not when it is made: the same question gives the same bytes. */
  readonly at: Date
}

type Structure = ReturnType<PDFKit.PDFDocument['struct']>
export type Align = 'left' | 'right' | 'middle'

/** Sheets of a PDF that a screen reader can follow: everything that is drawn is part of the structure, or said to be decoration. */
export class Sheets {
  readonly width: number
  readonly height: number
  readonly #document: PDFKit.PDFDocument
  readonly #root: Structure
  readonly #chunks: Buffer[] = []
  readonly #open: Structure[] = []

  constructor({ paper, title, subject, at }: SheetsOptions) {
    const [width, height] = PAPERS[paper]
    this.width = width
    this.height = height
    this.#document = new PDFDocument({
      autoFirstPage: false,
      size: [width, height],
      margin: 0,
      pdfVersion: '1.7',
      tagged: true,
      lang: 'en',
      displayTitle: true,
      info: { Title: title, Subject: subject, Author: 'Trill', Creator: 'Trill', Producer: 'Trill', CreationDate: at, ModDate: at },
    })
    registerFonts(this.#document)
    this.#document.on('data', (chunk: Buffer) => this.#chunks.push(chunk))
    this.#root = this.#document.struct('Document', { title })
    this.#document.addStructure(this.#root)
  }

  /** Begins a page, with its bookmark and a place that links lead to. */
  addPage(title: string, destination: string): void {
    this.#document.addPage()
    this.#document.outline.addItem(title)
    this.#document.addNamedDestination(destination, 'Fit')
  }

  /** What `draw` draws belongs together: a section, a table and its rows, a list and its entries. */
  within(tag: string, draw: () => void, title?: string): void {
    const structure = this.#document.struct(tag, title === undefined ? {} : { title })
    this.#parent.add(structure)
    this.#open.push(structure)
    draw()
    this.#open.pop()
    structure.end()
  }

  /** A piece of content: a heading, a paragraph, a cell. @param alt read out in place of what is drawn. */
  tagged(tag: string, draw: () => void, alt?: string): void {
    this.#parent.add(this.#document.struct(tag, alt === undefined ? {} : { alt }, [draw]))
  }

  /** Rules, boxes, page numbers: nothing that has to be read. */
  decoration(draw: () => void): void {
    this.#document.markContent('Artifact', { type: 'Layout' })
    draw()
    this.#document.endMarkedContent()
  }

  /** One line; `y` is where its letters stand. */
  line(text: string, x: number, y: number, { size, weight, colour }: TextStyle, align: Align = 'left'): void {
    if (text === '') return
    const width = align === 'left' ? 0 : textWidth(text, size, weight)
    const begin = align === 'right' ? x - width : align === 'middle' ? x - width / 2 : x
    this.#font(weight).fontSize(size).fillColor(colour).fillOpacity(1)
    this.#document.text(text, begin, y, { lineBreak: false, baseline: 'alphabetic' })
  }

  /** Lines under each other; `y` is the top of the first. */
  lines(lines: readonly string[], x: number, y: number, style: TextStyle): void {
    for (const [i, text] of lines.entries()) {
      const space = i < lines.length - 1 ? ' ' : ''
      this.line(text + space, x, y + i * style.leading + (style.leading + style.size * 0.72) / 2, style)
    }
  }

  /** A line of text that leads to a page. */
  link(tag: string, destination: string, area: readonly [x: number, y: number, width: number, height: number], draw: () => void): void {
    const structure = this.#document.struct(tag)
    this.#parent.add(structure)
    structure.add(draw)
    this.#document.goTo(...area, destination, { structParent: structure } as PDFKit.Mixins.AnnotationOption)
    structure.end()
  }

  box(x: number, y: number, width: number, height: number, look: { fill?: string; border?: string; radius?: number }): void {
    const { fill, border, radius = 0 } = look
    this.#document.lineWidth(0.75).fillOpacity(1).strokeOpacity(1).undash()
    this.#document.roundedRect(x, y, width, height, radius)
    if (fill !== undefined && border !== undefined) this.#document.fillAndStroke(fill, border)
    else if (fill !== undefined) this.#document.fill(fill)
    else this.#document.stroke(border ?? token('border'))
  }

  rule(x: number, y: number, width: number, colour = token('border')): void {
    this.#document
      .lineWidth(0.75)
      .strokeOpacity(1)
      .undash()
      .moveTo(x, y)
      .lineTo(x + width, y)
      .stroke(colour)
  }

  /** A chart, as wide as `width`; its height follows. */
  drawing(drawing: Drawing, x: number, y: number, width: number): void {
    paintDrawing(this.#document, drawing, { x, y, scale: width / drawing.width }, (weight) => this.#font(weight))
  }

  async end(): Promise<Buffer> {
    const ended = new Promise((resolve, reject) => this.#document.once('end', resolve).once('error', reject))
    this.#root.end()
    this.#document.end()
    await ended
    return Buffer.concat(this.#chunks)
  }

  get #parent(): Structure {
    return this.#open.at(-1) ?? this.#root
  }

  #font(weight: Weight): PDFKit.PDFDocument {
    return this.#document.font(fontName(weight))
  }
}
