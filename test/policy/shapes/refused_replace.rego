# refused: replace is given something that depends on the row
package shapes.refused_replace

allow if replace(input.resource.properties.name, "a", "b") == "b"
