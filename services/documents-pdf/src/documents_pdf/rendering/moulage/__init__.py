"""Documents cast from a mould: WeasyPrint lays a kind of page out once, then only its words and pictures are changed.

A mould is a PDF that WeasyPrint printed. Another document of the same HTML structure, whose changed texts each stay on
their one line, differs from it in the glyphs of those lines, in its pictures, dates and attached data: these alone are
written anew, everything else (look, tags, profile) is the mould's own. What does not fit is printed the plain way.
"""
