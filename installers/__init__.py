"""What brings Văn Thư onto a machine; nothing of it is part of an installation.

Run by `make`; no other package imports from here.
"""
