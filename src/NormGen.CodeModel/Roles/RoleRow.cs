namespace NormGen.CodeModel.Roles;

/// <summary>One row of a model's table of roles.</summary>
/// <param name="Pattern">A name in <c>named_parameters()</c>; <c>*</c> stands for one index or key of a list, <c>**</c> at the end for everything below a module.</param>
/// <param name="Role">The role; under <c>**</c> that of parameters with two or more dimensions, the others are vectors and scalars.</param>
/// <param name="IsOptional">Whether a constructor argument decides at run time if there is such a parameter.</param>
/// <param name="TiedTo">The row of the parameter that this one shares its tensor with, or null.</param>
/// <param name="Reason">Why it has this role.</param>
public sealed record RoleRow(string Pattern, Role Role, bool IsOptional, string? TiedTo, string Reason)
{
    /// <summary>Whether it is a learned number of a residual branch: it trains without weight decay.</summary>
    public bool IsResidual { get; init; }

    /// <summary>What its learning rate is multiplied by.</summary>
    public double RateFactor { get; init; } = 1;
}
