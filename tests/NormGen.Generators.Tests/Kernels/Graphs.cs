using System.Collections.Immutable;
using NormGen.CodeModel.Formulas;

namespace NormGen.Generators.Tests.Kernels;

/// <summary>Graphs of known formulas, made by hand.</summary>
internal static class Graphs
{
    public static FormulaGraph RMSNorm()
    {
        var b = new GraphBuilder();
        var (x, weight, eps) = (b.Input(0, Extent.Element), b.Input(1, Extent.Feature), b.Input(2, Extent.Scalar));
        return new("RMSNorm", [Tensor("x"), PerFeature("weight"), Number("eps")], [new("result", b.Apply(Operation.Multiply, Rms(b, x, eps), weight))]);
    }

    public static FormulaGraph LayerNorm()
    {
        var b = new GraphBuilder();
        var (x, weight, bias, eps) = (b.Input(0, Extent.Element), b.Input(1, Extent.Feature), b.Input(2, Extent.Feature), b.Input(3, Extent.Scalar));
        var centred = b.Apply(Operation.Subtract, x, Mean(b, x));
        var rstd = b.Apply(Operation.Rsqrt, b.Apply(Operation.Add, Mean(b, b.Apply(Operation.Square, centred)), eps));
        var y = b.Apply(Operation.Add, b.Apply(Operation.Multiply, b.Apply(Operation.Multiply, centred, rstd), weight), bias);
        return new("LayerNorm", [Tensor("x"), PerFeature("weight"), PerFeature("bias"), Number("eps")], [new("result", y)]);
    }

    /// <summary>h = x + s · RMS(f) · out, n = RMS(h) · in.</summary>
    public static FormulaGraph PeriJoint()
    {
        var b = new GraphBuilder();
        var (x, f) = (b.Input(0, Extent.Element), b.Input(1, Extent.Element));
        var (outWeight, inWeight) = (b.Input(2, Extent.Feature), b.Input(3, Extent.Feature));
        var (scale, eps) = (b.Input(4, Extent.Scalar), b.Input(5, Extent.Scalar));
        var h = b.Apply(Operation.Add, x, b.Apply(Operation.Multiply, scale, b.Apply(Operation.Multiply, Rms(b, f, eps), outWeight)));
        var n = b.Apply(Operation.Multiply, Rms(b, h, eps), inWeight);
        return new("PeriJoint", [Tensor("x"), Tensor("f"), PerFeature("weightOut"), PerFeature("weightIn"), Number("scale"), Number("eps")], [new("h", h), new("n", n)]);
    }

    /// <summary>AdamW with its bias corrections given as numbers.</summary>
    public static FormulaGraph AdamW()
    {
        var b = new GraphBuilder();
        var (p, g, m, v) = (b.Input(0, Extent.Element), b.Input(1, Extent.Element), b.Input(2, Extent.Element), b.Input(3, Extent.Element));
        var (lr, beta1, beta2, eps, decay, step) = (b.Input(4, Extent.Scalar), b.Input(5, Extent.Scalar), b.Input(6, Extent.Scalar), b.Input(7, Extent.Scalar), b.Input(8, Extent.Scalar), b.Input(9, Extent.Scalar));
        var one = b.Constant(1);
        Node Mix(Node beta, Node old, Node fresh) => b.Apply(Operation.Add, b.Apply(Operation.Multiply, old, beta), b.Apply(Operation.Multiply, fresh, b.Apply(Operation.Subtract, one, beta)));
        Node Correction(Node beta) => b.Apply(Operation.Subtract, one, b.Apply(Operation.Power, beta, step));
        var newM = Mix(beta1, m, g);
        var newV = Mix(beta2, v, b.Apply(Operation.Square, g));
        var decayed = b.Apply(Operation.Multiply, p, b.Apply(Operation.Subtract, one, b.Apply(Operation.Multiply, lr, decay)));
        var denominator = b.Apply(Operation.Add, b.Apply(Operation.Divide, b.Apply(Operation.Sqrt, newV), b.Apply(Operation.Sqrt, Correction(beta2))), eps);
        var newP = b.Apply(Operation.Subtract, decayed, b.Apply(Operation.Multiply, b.Apply(Operation.Divide, lr, Correction(beta1)), b.Apply(Operation.Divide, newM, denominator)));
        return new("AdamW", [Updated("p"), Tensor("g"), Updated("m"), Updated("v"), Number("lr"), Number("beta1"), Number("beta2"), Number("eps"), Number("weight_decay"), Number("step")],
            [new("p", newP), new("m", newM), new("v", newV)]);
    }

    /// <summary>SCALE's head: momentum, then each row divided by its RMS.</summary>
    public static FormulaGraph RowNormalizedMomentum()
    {
        var b = new GraphBuilder();
        var (p, g, m) = (b.Input(0, Extent.Element), b.Input(1, Extent.Element), b.Input(2, Extent.Element));
        var (lr, beta, eps) = (b.Input(3, Extent.Scalar), b.Input(4, Extent.Scalar), b.Input(5, Extent.Scalar));
        var newM = b.Apply(Operation.Add, b.Apply(Operation.Multiply, m, beta), b.Apply(Operation.Multiply, g, b.Apply(Operation.Subtract, b.Constant(1), beta)));
        var rms = b.Apply(Operation.Maximum, b.Apply(Operation.Sqrt, Mean(b, b.Apply(Operation.Square, newM))), eps);
        var newP = b.Apply(Operation.Subtract, p, b.Apply(Operation.Multiply, lr, b.Apply(Operation.Divide, newM, rms)));
        return new("RowMomentum", [Updated("p"), Tensor("g"), Updated("m"), Number("lr"), Number("beta"), Number("eps")], [new("p", newP), new("m", newM)]);
    }

    /// <summary>SCALE's embedding: each column divided by its RMS.</summary>
    public static FormulaGraph ColumnNormalized()
    {
        var b = new GraphBuilder();
        var (p, g, lr, eps) = (b.Input(0, Extent.Element), b.Input(1, Extent.Element), b.Input(2, Extent.Scalar), b.Input(3, Extent.Scalar));
        var mean = b.Apply(Operation.Divide, b.Apply(Operation.SumOverRows, b.Apply(Operation.Square, g)), b.RowCount());
        var rms = b.Apply(Operation.Maximum, b.Apply(Operation.Sqrt, mean), eps);
        var newP = b.Apply(Operation.Subtract, p, b.Apply(Operation.Multiply, lr, b.Apply(Operation.Divide, g, rms)));
        return new("ColumnNormalized", [Updated("p"), Tensor("g"), Number("lr"), Number("eps")], [new("p", newP)]);
    }

    public static FormulaInput Tensor(string name) => new(name, Extent.Element, IsTensor: true, IsUpdated: false);

    public static FormulaInput PerFeature(string name) => new(name, Extent.Feature, IsTensor: true, IsUpdated: false);

    public static FormulaInput Updated(string name) => new(name, Extent.Element, IsTensor: true, IsUpdated: true);

    public static FormulaInput Number(string name) => new(name, Extent.Scalar, IsTensor: false, IsUpdated: false);

    public static Node Mean(GraphBuilder b, Node value) => b.Apply(Operation.Divide, b.Apply(Operation.SumOverFeatures, value), b.FeatureCount());

    private static Node Rms(GraphBuilder b, Node x, Node eps)
        => b.Apply(Operation.Multiply, x, b.Apply(Operation.Rsqrt, b.Apply(Operation.Add, Mean(b, b.Apply(Operation.Square, x)), eps)));
}
