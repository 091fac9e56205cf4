# refused: it is asked for a key and its value in a collection that depends on the row
package shapes.refused_key_value_of_joined

allow if "lead", input.subject.id in data.teams[input.resource.properties.team]
