using NormGen.CodeModel.Placement;
using NormGen.Generators.Emitters;

namespace NormGen.Generators.Placement;

/// <summary>A joint: what stands between a sublayer and the next. Equal joints of a compilation share one generated class.</summary>
/// <param name="Kind">What it computes.</param>
/// <param name="IsScaled">Whether the branch has a factor.</param>
/// <param name="Norm">The formula of its norms.</param>
internal sealed record Joint(JointKind Kind, bool IsScaled, NormFormula Norm)
{
    /// <summary>The namespace of all joints.</summary>
    public const string Namespace = KernelCompiler.Namespace;

    private const string OwnFormulas = "NormGen.Modules.Norms";

    /// <summary>The generated class: named after the norm, so that it depends on nothing but the joint itself.</summary>
    public string ClassName => (Norm.Container == OwnFormulas ? "" : Flat(Norm.Container) + "_") + Flat(Norm.Method) + (IsScaled ? "Scaled" : "") + Kind + "Joint";

    /// <summary>The generated file's name.</summary>
    public string FileName => $"{Namespace}.{ClassName}.g.cs";

    /// <summary>Whether there is a norm on the branch.</summary>
    public bool HasNormOut => Kind is JointKind.Peri or JointKind.PeriLast;

    /// <summary>Whether there is a norm behind the addition.</summary>
    public bool HasNormIn => Kind != JointKind.PeriLast;

    /// <summary>Whether it returns the residual stream.</summary>
    public bool ReturnsStream => Kind != JointKind.Post;

    /// <summary>The parameters in the order of the generated method: tensors, then numbers.</summary>
    public IReadOnlyList<JointParameter> Parameters
    {
        get
        {
            var norms = new List<JointParameter>();
            if (HasNormOut) norms.AddRange(Norm.Parameters.Select((p, i) => new JointParameter("out_" + p.Name, p.IsTensor, JointOperand.NormOut, i)));
            if (HasNormIn) norms.AddRange(Norm.Parameters.Select((p, i) => new JointParameter("in_" + p.Name, p.IsTensor, JointOperand.NormIn, i)));
            var all = new List<JointParameter> { new("x", true, JointOperand.Stream, 0), new("branch", true, JointOperand.Branch, 0) };
            all.AddRange(norms.Where(p => p.IsTensor));
            if (IsScaled) all.Add(new("scale", false, JointOperand.Scale, 0));
            all.AddRange(norms.Where(p => !p.IsTensor));
            return all;
        }
    }

    // An underscore is doubled, so that a.b_c and a_b.c do not meet.
    private static string Flat(string name) => new(name.Replace("_", "__").Select(c => char.IsLetterOrDigit(c) || c == '_' ? c : '_').ToArray());
}
