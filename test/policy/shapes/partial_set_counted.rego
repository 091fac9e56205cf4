package shapes.partial_set_counted

problems contains "closed" if not input.resource.properties.status == "open"

problems contains "foreign" if not input.resource.properties.owner == input.subject.id

problems contains "dear" if input.resource.properties.price > 10

allow if count(problems) < 2
