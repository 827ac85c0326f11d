"""Makes the example federation: three invented associations, each with its own chart and its own form of export."""
