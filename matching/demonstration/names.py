"""Invented people and places: common French names, drawn from a seed and never repeated."""

from __future__ import annotations

from collections.abc import Iterator
from random import Random


def _listed(text: str) -> tuple[str, ...]:
    """Split a text at commas and line ends."""
    return tuple(word.strip() for word in text.replace("\n", ",").split(",") if word.strip())


FIRST_NAMES = _listed(
    """
Adèle, Agathe, Alexandre, Alice, Amandine, Aminata, Anaïs, Antoine, Arthur, Aurélie, Awa
Baptiste, Benjamin, Bérénice, Camille, Capucine, Caroline, Cédric, Céline, Chloé, Clara
Clémence, Clément, Corentin, Damien, David, Delphine, Diane, Elena, Élise, Élodie, Émilie
Emma, Enzo, Étienne, Eva, Fatou, Félix, Florian, Gabriel, Gaëlle, Grégoire, Guillaume
Hélène, Hugo, Inès, Ismaël, Jade, Jeanne, Jérémie, Julie, Julien, Karim, Laura, Léa, Léo
Lina, Louis, Louise, Lucas, Lucie, Maël, Manon, Margaux, Marie, Marion, Mathieu, Mathilde
Maxime, Mehdi, Mélanie, Mina, Nadia, Nathan, Nicolas, Nina, Noémie, Nora, Océane, Olivier
Paul, Pauline, Quentin, Rachid, Raphaël, Romain, Rose, Salomé, Samuel, Sarah, Simon, Sofia
Solène, Sophie, Théo, Thomas, Valentin, Victor, Yanis, Yasmine, Zoé
"""
)

LAST_NAMES = _listed(
    """
Achard, Allard, Amrani, Arnaud, Aubert, Bailly, Barbier, Baron, Barre, Barthélemy, Baudry
Belaïd, Benoît, Berger, Besson, Blanchard, Bocquet, Bonnet, Bouchet, Boulanger, Bourdin
Boyer, Breton, Brun, Caron, Carpentier, Cartier, Chaumont, Chevalier, Cissé, Collet, Cordier
Coulibaly, Courtois, Cousin, Da Costa, Delage, Delaunay, Deschamps, Diallo, Diarra, Dupuis
Duval, Fabre, Faure, Ferrand, Fleury, Fontaine, Fournier, Gaillard, Garcia, Gauthier
Germain, Gilbert, Girault, Grandjean, Guillet, Guérin, Hadjadj, Hamon, Hardy, Henry, Huet
Imbert, Jacquet, Joly, Jourdain, Keita, Klein, Lacroix, Lambert, Langlois, Lebrun, Leclerc
Lefort, Legrand, Lemaire, Lopez, Maillard, Mallet, Marchand, Marty, Masson, Meunier, Millet
Monnier, Morin, Moulin, Nguyen, Nicolle, Pasquier, Pelletier, Pereira, Perrin, Picard
Poirier, Prévost, Renard, Reynaud, Ribeiro, Rivière, Rolland, Roussel, Royer, Sanchez
Savary, Simonet, Tessier, Thibault, Touré, Tran, Traoré, Vallet, Vasseur, Verdier, Vidal
Weber, Zerrouki
"""
)

PLACE_WORDS = _listed(
    """
des Tilleuls, des Peupliers, du Marché, de la Gare, des Acacias, du Parc, de la Source
des Lilas, du Vieux Pont, de l'Horloge, des Cerisiers, du Moulin, de la Fontaine
des Remparts, du Lavoir, de l'Écluse, des Glycines, du Verger, de la Halle, des Marronniers
du Belvédère, de la Prairie, des Érables, du Canal, de la Roseraie, des Platanes
du Champ de Foire, de l'Orangerie, des Noisetiers, du Beffroi, de la Croisée, des Ormes
du Ruisseau, de l'Étang, des Charmes, du Clos, de la Passerelle, des Bleuets, du Sablier
de la Colline
"""
)


def people(rng: Random) -> Iterator[str]:
    """Yield ``Prénom Nom`` for ever, no pair twice."""
    seen: set[tuple[str, str]] = set()
    while len(seen) < len(FIRST_NAMES) * len(LAST_NAMES):
        pair = (rng.choice(FIRST_NAMES), rng.choice(LAST_NAMES))
        if pair not in seen:
            seen.add(pair)
            yield " ".join(pair)


def place_words(rng: Random) -> Iterator[str]:
    """Yield ends of site names (``des Tilleuls``) in a drawn order, over and over."""
    words = list(PLACE_WORDS)
    rng.shuffle(words)
    while True:
        yield from words
