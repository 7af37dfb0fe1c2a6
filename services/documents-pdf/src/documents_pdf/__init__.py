"""The official PDFs: when they are made, how they look, where they are kept, who may read them."""
