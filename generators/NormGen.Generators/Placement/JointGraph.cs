using System.Collections.Immutable;
using NormGen.CodeModel.Formulas;
using NormGen.CodeModel.Placement;

namespace NormGen.Generators.Placement;

/// <summary>Builds the expression graph of a joint from those of its norms, so that it becomes a kernel like any other formula.</summary>
internal sealed class JointGraph
{
    private readonly Joint joint;
    private readonly IReadOnlyList<JointParameter> parameters;
    private readonly GraphBuilder builder = new();
    private readonly ImmutableArray<FormulaInput> inputs;
    private readonly List<Node> nodes;
    private int dropouts;

    private JointGraph(Joint joint)
    {
        this.joint = joint;
        parameters = joint.Parameters;
        inputs = parameters.Select(p => new FormulaInput(p.Name, ExtentOf(p), p.IsTensor, IsUpdated: false, p.IsInteger)).ToImmutableArray();
        nodes = inputs.Select((input, i) => builder.Input(i, input.Extent)).ToList();
    }

    /// <summary>The graph; its inputs are the joint's parameters in their order, its outputs the stream (h) and the normalized stream (n), as far as it has them.</summary>
    public static FormulaGraph Of(Joint joint) => new JointGraph(joint).Build();

    private FormulaGraph Build()
    {
        var h = Only(JointOperand.Stream);
        if (joint.HasBranch) h = builder.Apply(Operation.Add, joint.Scale == JointScale.Stream ? builder.Apply(Operation.Multiply, Only(JointOperand.Scale), h) : h, Branch());
        var n = h;
        if (joint.HasNormIn) n = Norm(joint.Norm!, n, JointOperand.NormIn);
        if (joint.Kind == JointKind.Post) h = n;
        for (var i = 0; i < joint.Opening.Count; i++) n = Step(joint.Opening[i], n, JointOperand.Opening, i);
        var outputs = ImmutableArray.CreateBuilder<FormulaOutput>();
        if (joint.ReturnsStream) outputs.Add(new("h", h));
        if (joint.HasNormIn) outputs.Add(new("n", n));
        return new(joint.ClassName, inputs, outputs.ToImmutable());
    }

    private Node Branch()
    {
        var branch = Only(JointOperand.Branch);
        for (var i = 0; i < joint.Closing.Count; i++) branch = Step(joint.Closing[i], branch, JointOperand.Closing, i);
        if (joint.HasNormOut) branch = Norm(joint.Norm!, branch, JointOperand.NormOut);
        if (joint.HasGain) branch = builder.Apply(Operation.Multiply, Only(JointOperand.Gain), branch);
        if (joint.HasDropout) branch = Dropout(branch, Only(JointOperand.Rate));
        if (joint.Recentres) branch = builder.Apply(Operation.Subtract, branch, builder.Apply(Operation.Divide, builder.Apply(Operation.SumOverFeatures, branch), builder.FeatureCount()));
        if (joint.Scale == JointScale.Branch) return builder.Apply(Operation.Multiply, Only(JointOperand.Scale), branch);
        if (joint.IsLearned) branch = builder.Apply(Operation.Multiply, Only(JointOperand.Learned), branch);
        return joint.Scale == JointScale.LearnedWithOffset ? builder.Apply(Operation.Add, branch, Only(JointOperand.Offset)) : branch;
    }

    private Node Step(JointStep step, Node value, JointOperand operand, int index) => step.Kind switch
    {
        BranchStepKind.Norm => Norm(step.Formula!, value, operand, index),
        BranchStepKind.Bias => builder.Apply(Operation.Add, value, Only(operand, index)),
        BranchStepKind.Dropout => Dropout(value, Only(operand, index)),
        _ => BranchStepMath.Activation(builder, step.Kind, value),
    };

    private Node Dropout(Node value, Node rate) => BranchStepMath.Dropout(builder, value, rate, Only(JointOperand.Seed), dropouts++);

    private Node Norm(NormFormula norm, Node rows, JointOperand operand, int step = 0)
    {
        // The formula's own inputs: the rows, then its parameters in declaration order.
        var values = norm.Parameters.Select((_, i) => nodes[IndexOf(operand, i, step)]).Prepend(rows).ToList();
        return builder.Import(FormulaText.Parse(norm.Graph!).Outputs[0].Value, values);
    }

    private Node Only(JointOperand operand, int step = 0) => nodes[IndexOf(operand, 0, step)];

    private int IndexOf(JointOperand operand, int index, int step)
    {
        for (var i = 0; i < parameters.Count; i++)
        {
            if (parameters[i].Operand == operand && parameters[i].Index == index && parameters[i].Step == step) return i;
        }

        throw new InvalidOperationException($"{joint.ClassName} has no parameter {operand} {index} {step}.");
    }

    private static Extent ExtentOf(JointParameter parameter) => parameter switch
    {
        { IsTensor: false } or { Operand: JointOperand.Learned or JointOperand.Offset } => Extent.Scalar,
        { Operand: JointOperand.Stream or JointOperand.Branch } => Extent.Element,
        _ => Extent.Feature,
    };
}
