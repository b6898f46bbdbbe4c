def without_rules(mask):
    return mask
