# refused: abs is given something that depends on the row
package shapes.refused_absolute

allow if abs(input.resource.properties.price) == 1
