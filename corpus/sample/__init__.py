"""The synthetic sample corpus: invented cases in true courts, seeded, with their ground truth."""

from corpus.sample.write import SampleReport, iter_documents, iter_sample, write_sample

__all__ = ["SampleReport", "iter_documents", "iter_sample", "write_sample"]
