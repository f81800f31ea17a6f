"""The guided tour in a scratch folder."""
