"""What several test files share: histories for hypothesis, small makers, stores on real files."""
