"""An invented service with a history, for `clausewatch demo`: a small site on loopback.

Everything it says was written for this project. Colleaguely and Northbrook Group do not exist.
"""
