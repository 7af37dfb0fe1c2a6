"""How often the engine is right: a labelled set of papers and photos, made by a seed, damaged as in life."""
