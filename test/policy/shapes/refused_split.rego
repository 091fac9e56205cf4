# refused: split is given something that depends on the row
package shapes.refused_split

allow if "a" in split(input.resource.properties.name, ",")
