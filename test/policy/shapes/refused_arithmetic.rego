# refused: mul is given something that depends on the row
package shapes.refused_arithmetic

allow if input.resource.properties.price * 2 < 10
