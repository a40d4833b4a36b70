using FedFilter.Policy.Facts;

namespace FedFilter.Policy.Rules;

/// <summary><c>signature</c>: whether somebody signed.</summary>
internal sealed class SignatureMatcher(bool wanted) : Matcher
{
    public override string Asks => Spelling.Of("signature", wanted ? "valid" : "none");

    public override bool Holds(RequestFacts facts, Standing standing, DateTimeOffset now) => facts.HasSignature == wanted;

    public override string Found(RequestFacts facts, Standing standing, DateTimeOffset now) => facts.HasSignature ? "valid" : "none";
}
