"""What a judgment is: parsing, segmentation, legal facts."""
