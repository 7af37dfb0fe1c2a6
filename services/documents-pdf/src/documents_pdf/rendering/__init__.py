"""From words to PDF: templates and layout, in processes of their own."""
