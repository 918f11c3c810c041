"""Banks of wordings, one text file a subject: ``[key]`` and one alternative a line.

``⟦a|b|⟧`` stands for any of its alternatives (also none), ``{slot}`` for a fact of the case.
"""
