// Writes workbooks as exceljs, SheetJS and xlsx-populate do.
//
// produce.js make PROGRAM IN OUT    makes OUT/<name>.xlsx of each IN/<name>.json
// produce.js resave PROGRAM IN OUT  opens each IN/<name>.xlsx and saves it to OUT
'use strict'
const fs = require('fs')
const path = require('path')

function value(cell) {
  switch (cell.type) {
    case 'date': return new Date(cell.text + 'Z')
    case 'number': return Number(cell.text)
    case 'yesno': return cell.text === 'TRUE'
  }
  return cell.text
}

// serial is the number that stands for a moment in a workbook.
const serial = moment => moment.getTime() / 86400000 + 25569

const programs = {
  exceljs: {
    async make(sheet, out) {
      const book = new (require('exceljs').Workbook)()
      const page = book.addWorksheet(sheet.title)
      for (const cell of sheet.cells) {
        const at = page.getCell(cell.at)
        at.value = value(cell)
        at.numFmt = cell.format
      }
      for (const area of sheet.merged) page.mergeCells(area)
      await book.xlsx.writeFile(out)
    },
    async resave(file, out) {
      const book = new (require('exceljs').Workbook)()
      await book.xlsx.readFile(file)
      await book.xlsx.writeFile(out)
    },
  },
  sheetjs: {
    async make(sheet, out) {
      const XLSX = require('xlsx')
      const page = {}
      const range = { s: { r: 0, c: 0 }, e: { r: 0, c: 0 } }
      for (const cell of sheet.cells) {
        const at = XLSX.utils.decode_cell(cell.at)
        range.e.r = Math.max(range.e.r, at.r)
        range.e.c = Math.max(range.e.c, at.c)
        const v = value(cell)
        page[cell.at] = cell.type === 'date' ? { t: 'n', v: serial(v), z: cell.format }
          : { t: { number: 'n', yesno: 'b', text: 's' }[cell.type], v, z: cell.format }
      }
      page['!ref'] = XLSX.utils.encode_range(range)
      page['!merges'] = sheet.merged.map(XLSX.utils.decode_range)
      const book = XLSX.utils.book_new()
      XLSX.utils.book_append_sheet(book, page, sheet.title)
      XLSX.writeFile(book, out)
    },
    async resave(file, out) {
      const XLSX = require('xlsx')
      XLSX.writeFile(XLSX.readFile(file, { cellStyles: true, cellNF: true }), out)
    },
  },
  populate: {
    async make(sheet, out) {
      const book = await require('xlsx-populate').fromBlankAsync()
      const page = book.sheet(0).name(sheet.title)
      for (const area of sheet.merged) page.range(area).merged(true)
      for (const cell of sheet.cells) {
        const v = value(cell)
        page.cell(cell.at).value(cell.type === 'date' ? serial(v) : v).style('numberFormat', cell.format)
      }
      await book.toFileAsync(out)
    },
    async resave(file, out) {
      const book = await require('xlsx-populate').fromFileAsync(file)
      await book.toFileAsync(out)
    },
  },
}

async function main([how, program, source, target]) {
  const suffix = how === 'make' ? '.json' : '.xlsx'
  for (const name of fs.readdirSync(source).sort()) {
    if (!name.endsWith(suffix)) continue
    const file = path.join(source, name)
    const out = path.join(target, name.slice(0, -suffix.length) + '.xlsx')
    await programs[program][how](how === 'make' ? JSON.parse(fs.readFileSync(file)) : file, out)
  }
}

main(process.argv.slice(2)).catch(err => { console.error(err); process.exit(1) })
