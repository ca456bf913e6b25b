"""One analysis for every engine: normalise, segment into words, cut into bigrams. Engines only split on spaces."""
