# refused: whether this is false or undefined depends on the type of a field
package shapes.refused_false_text

allow if startswith(input.resource.properties.name, "a") == false
