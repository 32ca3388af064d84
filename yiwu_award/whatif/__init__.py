"""Years under variants of the law, and what that changes. Suppositions, never conclusions."""
