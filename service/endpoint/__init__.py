"""Adapters to language models: any OpenAI-compatible endpoint, and the embedded one."""
