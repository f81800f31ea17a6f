"""The Hugging Face Hub gate."""
