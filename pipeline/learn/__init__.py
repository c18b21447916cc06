"""Where models are trained; what is learned goes to `models/` as readable data."""

from pipeline.learn.models import MODELS, train_model

__all__ = ["MODELS", "train_model"]
