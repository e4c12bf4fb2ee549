using System.Collections.Immutable;
using NormGen.CodeModel.Formulas;

namespace NormGen.Generators.Placement;

/// <summary>Builds the expression graph of a joint from that of its norm, so that it becomes a kernel like any other formula.</summary>
internal static class JointGraph
{
    /// <summary>The graph; its inputs are the joint's parameters in their order, its outputs the stream (h) and the normalized stream (n), as far as it has them.</summary>
    public static FormulaGraph Of(Joint joint)
    {
        var norm = FormulaText.Parse(joint.Norm.Graph!);
        var parameters = joint.Parameters;
        var inputs = parameters.Select(p => new FormulaInput(p.Name, Extent(p), p.IsTensor, IsUpdated: false)).ToImmutableArray();
        var builder = new GraphBuilder();
        var nodes = inputs.Select((input, i) => builder.Input(i, input.Extent)).ToList();

        var branch = Only(JointOperand.Branch);
        if (joint.HasNormOut) branch = Norm(branch, JointOperand.NormOut);
        if (joint.IsScaled) branch = builder.Apply(Operation.Multiply, Only(JointOperand.Scale), branch);
        var h = builder.Apply(Operation.Add, Only(JointOperand.Stream), branch);
        var outputs = ImmutableArray.CreateBuilder<FormulaOutput>();
        if (joint.ReturnsStream) outputs.Add(new("h", h));
        if (joint.HasNormIn) outputs.Add(new("n", Norm(h, JointOperand.NormIn)));
        return new(joint.ClassName, inputs, outputs.ToImmutable());

        Node Only(JointOperand operand) => nodes[IndexOf(operand, 0)];

        Node Norm(Node rows, JointOperand operand)
        {
            // The formula's own inputs: the rows, then its parameters in declaration order.
            var values = joint.Norm.Parameters.Select((_, i) => nodes[IndexOf(operand, i)]).Prepend(rows).ToList();
            return builder.Import(norm.Outputs[0].Value, values);
        }

        int IndexOf(JointOperand operand, int index)
        {
            for (var i = 0; i < parameters.Count; i++)
            {
                if (parameters[i].Operand == operand && parameters[i].Index == index) return i;
            }

            throw new InvalidOperationException($"{joint.ClassName} has no parameter {operand} {index}.");
        }
    }

    private static Extent Extent(JointParameter parameter) => parameter switch
    {
        { IsTensor: false } => CodeModel.Formulas.Extent.Scalar,
        { Operand: JointOperand.Stream or JointOperand.Branch } => CodeModel.Formulas.Extent.Element,
        _ => CodeModel.Formulas.Extent.Feature,
    };
}
