package shapes.field_missing_nested

allow if not input.resource.properties.author.title.short == "a"
