"""The seal: a signed code on the page, its data in the file, a signature over the file; and how they are checked."""
