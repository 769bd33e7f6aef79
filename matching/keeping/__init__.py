"""Places of an earlier result that a coordinator marked in its workbook, kept as locks."""
