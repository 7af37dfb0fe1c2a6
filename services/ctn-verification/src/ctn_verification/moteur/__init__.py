"""The image engine: from bytes to measures, in processes of their own. What the measures mean, `domain` says."""
