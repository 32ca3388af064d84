"""How the templates of the Word papers came about: ``python -m tests.word_templates.build`` writes them anew.

What the office changes in Word or WPS stands in ``reports/templates/*.docx`` itself; here is their first edition.
"""
