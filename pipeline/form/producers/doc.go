// Package producers holds the tests that let the programs people write workbooks with
// judge how forms are read: LibreOffice, Gnumeric, openpyxl, XlsxWriter, exceljs,
// SheetJS and xlsx-populate.
//
// Each makes the filled form of every kind anew, cell by cell, and opens and saves the
// one this program writes. Whatever a program makes of dates, numbers, shared and
// inline strings, merged cells and names of parts, reading must give the same values.
// The marked copies of what they wrote are judged as well: openpyxl and LibreOffice
// open them, and find every cell that was not marked as it was.
//
// The programs come from Debian and from npm, see .ci/setup and .ci/producers; the tests are part of
// make trials.
package producers
