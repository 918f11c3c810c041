"""Like cases alike: where courts answered the same question differently.

The verbs are imported from their modules: ``corpus_file`` reads, ``divergence`` finds,
``confirmed`` learns a question from a human's labels.
"""
