package shapes.in_unicode

allow if input.resource.properties.name in ["é", "é", "😀", "ü"]
