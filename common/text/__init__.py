"""Vietnamese text: how it is cleaned, searched, sorted, and how notations and dates are written.

Knows no entity, no storage and no window; everybody may call it. Import the module that you need.
"""
