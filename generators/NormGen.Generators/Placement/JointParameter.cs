namespace NormGen.Generators.Placement;

/// <summary>A parameter of a joint's generated method.</summary>
/// <param name="Name">Its name.</param>
/// <param name="IsTensor">Whether it is a tensor; otherwise a number.</param>
/// <param name="Operand">What it is.</param>
/// <param name="Index">Which parameter of the norm's formula, for norms.</param>
/// <param name="Step">Which operation, for those that a sublayer opens or closes with.</param>
internal sealed record JointParameter(string Name, bool IsTensor, JointOperand Operand, int Index, int Step = 0)
{
    /// <summary>Whether it is an integer.</summary>
    public bool IsInteger => Operand == JointOperand.Seed;

    /// <summary>Its type in generated code.</summary>
    public string Type => IsTensor ? "Tensor" : IsInteger ? "long" : "double";
}
