"""Fair scores from several raters: who rates strictly, how sure a score is, and what may be shown.

Pure: arrays in, arrays out; no clock, no files, no framework. Shapes: M pairs of a ratee and a rater, N persons,
U units, R roles. Persons and units are numbered 0..N-1 and 0..U-1; points are those of the questionnaire.
"""
