"""Prompt files, one Markdown file each; `service.prompts` reads them."""
