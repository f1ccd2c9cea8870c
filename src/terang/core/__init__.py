"""Pure arithmetic of the regulation: values in, values out; no Django, no I/O, no clock."""
