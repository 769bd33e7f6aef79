"""What a run writes and prints: result tables, workbook, summary, words on the terminal."""
